-- Lets the first in line in, and passes over those who went away. Whoever was passed over may join again, at the end.
-- With none to let in it only keeps the pace.
--
-- Keys:    1 the room (hash)   2 its places (hash)   3 its line (zset)   4 those inside without a claim (zset)
-- Args:    1 who paces   2 how many   3 after how many seconds without a sign one has gone   4 places passed over at most
--          5 the pace to keep   6 when the room is forgotten (ms)
-- Replies: { let in, passed over, head } | {} when another process paces by now
local room, places, line, inside = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
if redis.call('HGET', room, 'leader') ~= ARGV[1] then
  return {}
end
local time = redis.call('TIME')
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
local wanted, passes_left = tonumber(ARGV[2]), tonumber(ARGV[4])
local admitted, passed = 0, 0
local head
while admitted < wanted and passes_left > 0 do
  local first = redis.call('ZPOPMIN', line)
  if #first == 0 then
    break
  end
  local ticket = first[1]
  head = first[2]
  local seen = string.match(redis.call('HGET', places, ticket) or '', '^w %d+ (%d+)$')
  if seen and time[1] - seen <= tonumber(ARGV[3]) then
    redis.call('HSET', places, ticket, 'a ' .. head .. ' ' .. now_ms)
    redis.call('ZADD', inside, now_ms, ticket)
    admitted = admitted + 1
  else
    redis.call('HDEL', places, ticket)
    passed = passed + 1
    passes_left = passes_left - 1
  end
end
redis.call('HSET', room, 'pace', ARGV[5])
if head then
  redis.call('HSET', room, 'head', head)
  redis.call('HINCRBY', room, 'admitted', admitted)
  redis.call('PEXPIREAT', inside, ARGV[6])
end
return { admitted, passed, tonumber(head or redis.call('HGET', room, 'head') or 0) }
