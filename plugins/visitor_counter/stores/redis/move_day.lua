-- Moves numbers from one day to another atomically; the total does not change.
--
-- KEYS: days, refused, answers, moves, reads of the source day, reads of the target day
-- ARGV: the record; "1" to move the pages read; then for each number which of the first three keys it is in, its field on
--       the source and on the target day, and the number.
-- Returns 1, or 0 without changes if the source day has less.

local call = redis.call

for n = 3, #ARGV, 4 do
  local held = call('HGET', KEYS[tonumber(ARGV[n])], ARGV[n + 1]) or 0
  if tonumber(held) < tonumber(ARGV[n + 3]) then
    return 0
  end
end
for n = 3, #ARGV, 4 do
  local key, source, target, number = KEYS[tonumber(ARGV[n])], ARGV[n + 1], ARGV[n + 2], ARGV[n + 3]
  if call('HINCRBY', key, source, '-' .. number) == 0 then
    call('HDEL', key, source)
  end
  call('HINCRBY', key, target, number)
end
if ARGV[2] == '1' and call('EXISTS', KEYS[5]) == 1 then
  call('ZUNIONSTORE', KEYS[6], 2, KEYS[6], KEYS[5])
  call('DEL', KEYS[5])
end
call('RPUSH', KEYS[4], ARGV[1])
return 1
