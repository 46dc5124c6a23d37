-- Counts views atomically. The same rules as counting/visits.py, which explains them; a test runs both through the same
-- random histories.
--
-- KEYS: visits, origins, marks, nonces, secrets, days, total, opening, layout, reads of the day, answers, refused
-- ARGV: now in ms or "" for the server's clock; the local day, its first ms and that of the next; the version of the
--       secrets that the digests were made with; a random key; the layout; numbers of: days to sum, secrets, rejections,
--       views; then these days; reason and number of each rejection; for each view its nonce, page, answer, "1" if it may
--       begin a visit, and its digest under each secret.
-- Returns: {"lost"} if the store is not there or not whole, as after a restart of the server without its data;
--          {"day", now} if `now` is not in that day;
--          {"secrets", version, the day before or "", day, key, until, …} if the secrets, or the day, changed;
--          {"counted", now, online, total, opening, outcomes, 1 if something was erased, visits of each day …}.

local VISITS, ORIGINS, MARKS, NONCES, SECRETS, DAYS, TOTAL, OPENING, LAYOUT, READS, ANSWERS, REFUSED = unpack(KEYS)
local VISIT, ONLINE, MOST_MARKS, MARK = 1800000, 300000, 64, 16
local now, day, new_key = ARGV[1], ARGV[2], ARGV[6]
local number_of_days, number_of_secrets = tonumber(ARGV[8]), tonumber(ARGV[9])
local number_of_refusals, number_of_views = tonumber(ARGV[10]), tonumber(ARGV[11])
local call = redis.call

-- In each commit, because the client connects again without an error. `open.lua` sets the three keys.
local layout, total, opening = unpack(call('MGET', LAYOUT, TOTAL, OPENING))
if layout ~= ARGV[7] or not total or not opening or (total ~= '0' and call('EXISTS', DAYS) == 0) then
  return {'lost'}
end

local function whole(number)
  return string.format('%.0f', number)
end

if now == '' then
  local time = call('TIME')
  now = whole(time[1] * 1000 + math.floor(time[2] / 1000))
end
local moment = tonumber(now)
if moment < tonumber(ARGV[3]) or moment >= tonumber(ARGV[4]) then
  return {'day', now}
end

-- The clock was set back: move times that lie in the future to now.
for _, key in ipairs({VISITS, NONCES}) do
  for _, member in ipairs(call('ZRANGEBYSCORE', key, '(' .. now, '+inf')) do
    call('ZADD', key, now, member)
  end
end

-- Expire ended visits.
local ended = whole(moment - VISIT)
local erased = 0
for _, digest in ipairs(call('ZRANGEBYSCORE', VISITS, '-inf', ended)) do
  call('ZREM', VISITS, digest)
  call('HDEL', ORIGINS, digest)
  call('HDEL', MARKS, digest)
  erased = 1
end
if call('ZREMRANGEBYSCORE', NONCES, '-inf', ended) > 0 then
  erased = 1
end

-- Create today's secret if there is none; drop an old one when no visit can be open under it.
local version, secrets = 0, {}
local packed = call('GET', SECRETS)
if packed then
  version, secrets = unpack(cmsgpack.unpack(packed))
end
local changed, previous = false, ''
if #secrets == 0 or secrets[1][1] ~= day then
  local last = call('ZREVRANGE', VISITS, 0, 0, 'WITHSCORES')
  local last_view = tonumber(last[2] or '0')
  local rotated = {{day, new_key, 0}}
  for _, secret in ipairs(secrets) do
    if secret[1] == day then
      rotated[1][2] = secret[2]
    else
      rotated[#rotated + 1] = {secret[1], secret[2], secret[3] == 0 and last_view + VISIT or secret[3]}
    end
  end
  previous = secrets[1] and secrets[1][1] or ''
  secrets, changed = rotated, true
end
local kept = {}
for _, secret in ipairs(secrets) do
  if secret[3] > moment + VISIT then
    secret[3], changed = moment + VISIT, true
  end
  if secret[3] == 0 or moment < secret[3] then
    kept[#kept + 1] = secret
  else
    changed, erased = true, 1
  end
end
if changed then
  -- A random version, so that after a loss of data no process mistakes new secrets for those it has cached.
  version = 0
  for n = 1, 6 do
    version = version * 256 + string.byte(new_key, n)
  end
  call('SET', SECRETS, cmsgpack.pack({version, kept}))
end
if version ~= tonumber(ARGV[5]) then
  local reply = {'secrets', whole(version), previous}
  for _, secret in ipairs(kept) do
    reply[#reply + 1] = secret[1]
    reply[#reply + 1] = secret[2]
    reply[#reply + 1] = whole(secret[3])
  end
  return reply
end

local at = 11 + number_of_days
for n = 1, number_of_refusals do
  call('HINCRBY', REFUSED, day .. ' ' .. ARGV[at + 1], ARGV[at + 2])
  at = at + 2
end

local function continue_visit_of_old_secret(digest, first)
  for n = first, first + number_of_secrets - 2 do
    local old = ARGV[n]
    if call('ZREM', VISITS, old) == 1 then
      call('HSET', ORIGINS, digest, call('HGET', ORIGINS, old) or old)
      local marks = call('HGET', MARKS, old)
      if marks then
        call('HSET', MARKS, digest, marks)
      end
      call('HDEL', ORIGINS, old)
      call('HDEL', MARKS, old)
      return true
    end
  end
  return false
end

local function mark_page(digest, page, answer)
  local origin = call('HGET', ORIGINS, digest) or digest
  local marks = call('HGET', MARKS, digest) or ''
  local before = marks
  local function first_time(kind)
    local mark = string.sub(redis.sha1hex(origin .. kind .. page), 1, MARK)
    if string.find(marks, mark, 1, true) or #marks >= MOST_MARKS * MARK then
      return false
    end
    marks = marks .. mark
    return true
  end
  if first_time('r') then
    call('ZINCRBY', READS, 1, page)
  end
  if answer ~= '' and first_time('a') then
    call('HINCRBY', ANSWERS, day .. ' ' .. answer .. ' ' .. page, 1)
  end
  if marks ~= before then
    call('HSET', MARKS, digest, marks)
  end
end

local outcomes, begun = {}, 0
for n = 1, number_of_views do
  local nonce, page, answer, may_begin, digest = unpack(ARGV, at + 1, at + 5)
  local outcome = 'went on'
  if nonce ~= '' and call('ZADD', NONCES, 'NX', now, nonce) == 0 then
    outcome = 'repeated'
  elseif not call('ZSCORE', VISITS, digest) and not continue_visit_of_old_secret(digest, at + 6) then
    if may_begin == '1' then
      outcome, begun = 'began', begun + 1
    else
      outcome = 'refused'
      call('ZREM', NONCES, nonce)
    end
  end
  if outcome == 'went on' or outcome == 'began' then
    call('ZADD', VISITS, now, digest)
    if page ~= '' then
      mark_page(digest, page, answer)
    end
  end
  outcomes[n] = outcome
  at = at + 4 + number_of_secrets
end
if begun > 0 then
  call('HINCRBY', DAYS, day, begun)
  total = whole(call('INCRBY', TOTAL, begun))
end

local online = call('ZCOUNT', VISITS, '(' .. whole(moment - ONLINE), '+inf')
local reply = {
  'counted', now, online, total, opening, table.concat(outcomes, ','), erased,
}
for _, visits in ipairs(call('HMGET', DAYS, unpack(ARGV, 12, 11 + number_of_days))) do
  reply[#reply + 1] = visits or '0'
end
return reply
