-- Merges the data of another store: of two values for the same number the larger is kept.
--
-- KEYS: days, refused, answers, total, opening, adjustments, moves
-- ARGV: the opening total; how many numbers and adjustments; for each number its field, after one digit that says which of
--       the first three keys it is in, and its value; records of adjustments, then of moved days.

local DAYS, TOTAL, OPENING, ADJUSTMENTS, MOVES = KEYS[1], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local call = redis.call

if tonumber(ARGV[1]) > tonumber(call('GET', OPENING) or '0') then
  call('SET', OPENING, ARGV[1])
end
local numbers_end = 3 + 2 * ARGV[2]
for n = 4, numbers_end, 2 do
  local key, field = KEYS[tonumber(string.sub(ARGV[n], 1, 1))], string.sub(ARGV[n], 2)
  local more = ARGV[n + 1] - (call('HGET', key, field) or 0)
  if more > 0 then
    call('HINCRBY', key, field, more)
    if key == DAYS then
      call('INCRBY', TOTAL, more)
    end
  end
end
local function add_records(key, first, last)
  local known = {}
  for _, record in ipairs(call('LRANGE', key, 0, -1)) do
    known[record] = true
  end
  for n = first, last do
    if not known[ARGV[n]] then
      call('RPUSH', key, ARGV[n])
    end
  end
end
local adjustments_end = numbers_end + ARGV[3]
add_records(ADJUSTMENTS, numbers_end + 1, adjustments_end)
add_records(MOVES, adjustments_end + 1, #ARGV)
