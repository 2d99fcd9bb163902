-- Notes that someone who was let in has what she came for, and makes room for the next.
--
-- Keys:    1 the room (hash)   2 those inside without a claim (zset)
-- Args:    1 ticket
-- Replies: 1 | 0 when she was not inside, or is noted already
if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then
  return 0
end
redis.call('HINCRBY', KEYS[1], 'resolved', 1)
return 1
