-- Moves numbers from one day to another atomically; the total does not change.
--
-- KEYS: days, refused, answers, moves, reads of the source day, reads of the target day
-- ARGV: the source day, the target day, the record, "1" to move the pages read; then for each number which of the first
--       three keys it is in, how its name goes on behind the day, and the number.
-- Returns 1, or 0 without changes if the source day has less.

local call = redis.call
local source, target = ARGV[1], ARGV[2]

for n = 5, #ARGV, 3 do
  local held = tonumber(call('HGET', KEYS[tonumber(ARGV[n])], source .. ARGV[n + 1]) or '0')
  if held < tonumber(ARGV[n + 2]) then
    return 0
  end
end
for n = 5, #ARGV, 3 do
  local key, rest, number = KEYS[tonumber(ARGV[n])], ARGV[n + 1], ARGV[n + 2]
  if call('HINCRBY', key, source .. rest, '-' .. number) == 0 then
    call('HDEL', key, source .. rest)
  end
  call('HINCRBY', key, target .. rest, number)
end
if ARGV[4] == '1' and call('EXISTS', KEYS[5]) == 1 then
  call('ZUNIONSTORE', KEYS[6], 2, KEYS[6], KEYS[5])
  call('DEL', KEYS[5])
end
call('RPUSH', KEYS[4], ARGV[3])
return 1
