-- Raises the opening total, after creating what is missing of a store if asked to; see `RedisTotals`.
--
-- KEYS: layout, opening, total, days
-- ARGV: the layout; the least opening total; "1" to create what is missing
-- Returns: the layout, opening total and total or false, and 1 if there are days.

local LAYOUT, OPENING, TOTAL, DAYS = unpack(KEYS)
local call = redis.call

local function kept()
  local found = call('MGET', LAYOUT, OPENING, TOTAL)
  found[4] = call('EXISTS', DAYS)
  return found
end

local function is_whole(found)
  return found[1] and found[2] and found[3] and (found[3] == '0' or found[4] == 1)
end

local found = kept()
if found[1] and found[1] ~= ARGV[1] then
  return found
end
if ARGV[3] == '1' and not is_whole(found) then
  local sum = 0
  for _, visits in ipairs(call('HVALS', DAYS)) do
    sum = sum + tonumber(visits)
  end
  call('SET', LAYOUT, ARGV[1])
  call('SETNX', OPENING, '0')
  call('SET', TOTAL, string.format('%.0f', sum))
  found = kept()
end
if is_whole(found) and tonumber(ARGV[2]) > tonumber(found[2]) then
  call('SET', OPENING, ARGV[2])
end
return found
