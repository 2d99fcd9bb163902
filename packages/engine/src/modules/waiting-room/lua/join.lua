-- Gives a ticket a place, the one it has already if it has one that is still good. Numbers are given in the order in
-- which this runs: that is the order of arrival. Before the start of a sale whose line is made by lot, tickets go into
-- the drum; the first who comes after the start closes it, and stands behind all who are in it.
--
-- Keys:    1 the room (hash)   2 its places (hash: ticket -> 'd|w|a <number> <seen s | admitted ms>')
--          3 its line (zset: number -> ticket)   4 its drum (zset)
-- Args:    1 ticket   2 id for a new line   3 '1' for a place in the drum, if it is not closed   4 '1' by lot
--          5 places at most   6 when the room is forgotten (ms)   7 how long an admission is good (ms)
-- Replies: { place, id of the line, head, waiting } | 'full'
local room, places, line, drum = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local ticket = ARGV[1]
local time = redis.call('TIME')
local now_s, now_ms = time[1], time[1] * 1000 + math.floor(time[2] / 1000)

local function reply(place)
  local known = redis.call('HMGET', room, 'line', 'head')
  return { place, known[1], tonumber(known[2] or 0), redis.call('ZCARD', line) + redis.call('ZCARD', drum) }
end

local has = redis.call('HGET', places, ticket)
if has then
  local kind, number, at = string.match(has, '^(%a) (%d+) (%d+)$')
  if kind ~= 'a' then
    local seen = kind .. ' ' .. number .. ' ' .. now_s
    redis.call('HSET', places, ticket, seen)
    return reply(seen)
  end
  if at + ARGV[7] > now_ms then
    return reply(has)
  end
end

if redis.call('ZCARD', line) + redis.call('ZCARD', drum) >= tonumber(ARGV[5]) then
  return 'full'
end
redis.call('HSETNX', room, 'line', ARGV[2])
local place
if ARGV[3] == '1' and not redis.call('HGET', room, 'closed') then
  local number = redis.call('HINCRBY', room, 'drummed', 1)
  redis.call('ZADD', drum, number, ticket)
  place = 'd ' .. number .. ' ' .. now_s
else
  if ARGV[4] == '1' and redis.call('HSETNX', room, 'closed', now_ms) == 1 then
    redis.call('HSET', room, 'joined', redis.call('ZCARD', drum))
  end
  local number = redis.call('HINCRBY', room, 'joined', 1)
  redis.call('ZADD', line, number, ticket)
  place = 'w ' .. number .. ' ' .. now_s
end
redis.call('HSET', places, ticket, place)
for i = 1, 4 do
  redis.call('PEXPIREAT', KEYS[i], ARGV[6])
end
return reply(place)
