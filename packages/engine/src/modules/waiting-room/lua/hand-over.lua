-- Gives the place of one ticket to another that has none: the shopper is the same, her session is another.
--
-- Keys:    1 the room (hash)   2 its places (hash)   3 its line (zset)   4 its drum (zset)
--          5 those inside without a claim (zset)
-- Args:    1 ticket   2 the other
-- Replies: 1 | 0 when there is nothing to give, or the other has a place | -1 while the lot is being drawn: ask again
local room, places = KEYS[1], KEYS[2]
local from, to = ARGV[1], ARGV[2]
local place = redis.call('HGET', places, from)
if not place or redis.call('HEXISTS', places, to) == 1 then
  return 0
end
-- The lot is drawn among tickets; one that changes its name meanwhile would be left out.
if string.sub(place, 1, 1) == 'd' and redis.call('HGET', room, 'closed') then
  return -1
end
redis.call('HSET', places, to, place)
redis.call('HDEL', places, from)
for i = 3, 5 do
  local score = redis.call('ZSCORE', KEYS[i], from)
  if score then
    redis.call('ZADD', KEYS[i], score, to)
    redis.call('ZREM', KEYS[i], from)
  end
end
return 1
