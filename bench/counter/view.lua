-- Views for wrk: each request is a new view by a random visitor with an address of its own.
-- Arguments: number of visitors; pause of each connection between requests in ms; a random seed.
local threads, sent = 0, 0

function setup(thread)
  thread:set('number', threads)
  threads = threads + 1
end

function init(arguments)
  visitors, pause = tonumber(arguments[1]), tonumber(arguments[2])
  math.randomseed(tonumber(arguments[3]) + number)
end

local agents = {
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
}
local random, format = math.random, string.format

function request()
  sent = sent + 1
  local who = random(visitors)
  wrk.headers['User-Agent'] = agents[who % 3 + 1]
  wrk.headers['X-Forwarded-For'] = format('100.%d.%d.%d', 64 + math.floor(who / 65536) % 64, math.floor(who / 256) % 256, who % 256)
  wrk.headers['Sec-Fetch-Site'] = 'same-origin'
  wrk.headers['Content-Length'] = '0'
  return wrk.format('POST', format('/luot-truy-cap/xem?trang=%%2Ftin%%2Fbai-%d%%2F&ma=%08x%08x%08x%08x',
    who % 500, random(2147483647), random(2147483647), sent, number))
end

function delay()
  return pause
end

function done(summary, latency, requests)
  io.write(format('RESULT %d %d %d %.3f %.3f\n', summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
