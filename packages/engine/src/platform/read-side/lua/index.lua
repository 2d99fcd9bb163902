-- Adds members to an index and keeps it within bounds: the lowest scores go first. What went is told by `older`, a member
-- of the hash beside it, so that readers know where the index ends.
--
-- Keys:    1 the index (sorted set)   2 facts about it (hash)
-- Args:    1 most members, or '' for any number   2 lowest score kept   3 seconds to live, or '' for ever
--          then, for each member: its score, or '' to take it out, and the member
-- Replies: how many members it has
local max, floor, ttl = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local older = false
for i = 4, #ARGV, 2 do
  if ARGV[i] == '' then
    redis.call('ZREM', KEYS[1], ARGV[i + 1])
  elseif tonumber(ARGV[i]) < floor then
    older = true
  else
    redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
if redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2]) > 0 then
  older = true
end
local size = redis.call('ZCARD', KEYS[1])
if max ~= '' and size > tonumber(max) then
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, size - tonumber(max) - 1)
  size = tonumber(max)
  older = true
end
if older then
  redis.call('HSET', KEYS[2], 'older', '1')
end
if ttl ~= '' then
  redis.call('EXPIRE', KEYS[1], ttl)
  redis.call('EXPIRE', KEYS[2], ttl)
end
return size
