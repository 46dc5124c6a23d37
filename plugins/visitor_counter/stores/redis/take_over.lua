-- Merges the data of another store: of two values for the same number the larger is kept.
--
-- KEYS: opening, total, days, refused, answers, adjustments, moves
-- ARGV: the opening total; numbers of days, rejections, answers and adjustments; name and number of each of the first
--       three; records of adjustments, then of moved days.

local OPENING, TOTAL, DAYS, REFUSED, ANSWERS, ADJUSTMENTS, MOVES = unpack(KEYS)
local call = redis.call

if tonumber(ARGV[1]) > tonumber(call('GET', OPENING) or '0') then
  call('SET', OPENING, ARGV[1])
end
local at = 5
for n, key in ipairs({DAYS, REFUSED, ANSWERS}) do
  for _ = 1, tonumber(ARGV[n + 1]) do
    local name, number = ARGV[at + 1], tonumber(ARGV[at + 2])
    local more = number - tonumber(call('HGET', key, name) or '0')
    if more > 0 then
      call('HINCRBY', key, name, more)
      if key == DAYS then
        call('INCRBY', TOTAL, more)
      end
    end
    at = at + 2
  end
end
local function note(key, first, last)
  local known = {}
  for _, trace in ipairs(call('LRANGE', key, 0, -1)) do
    known[trace] = true
  end
  for n = first, last do
    if not known[ARGV[n]] then
      call('RPUSH', key, ARGV[n])
    end
  end
end
local adjusted = at + tonumber(ARGV[5])
note(ADJUSTMENTS, at + 1, adjusted)
note(MOVES, adjusted + 1, #ARGV)
