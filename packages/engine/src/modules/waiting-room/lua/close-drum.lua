-- Closes the drum, unless it is closed: who comes from now on stands behind all who are in it. Records the seed of the lot.
--
-- Keys:    1 the room (hash)   2 its drum (zset)
-- Args:    1 who paces   2 a seed, if there is none yet
-- Replies: the seed | '' when another process paces by now
local room, drum = KEYS[1], KEYS[2]
if redis.call('HGET', room, 'leader') ~= ARGV[1] then
  return ''
end
local time = redis.call('TIME')
if redis.call('HSETNX', room, 'closed', time[1] * 1000 + math.floor(time[2] / 1000)) == 1 then
  redis.call('HSET', room, 'joined', redis.call('ZCARD', drum))
end
redis.call('HSETNX', room, 'seed', ARGV[2])
return redis.call('HGET', room, 'seed')
