-- Gives a lease back, if it is still the caller's: after it ended another may have it.
--
-- Keys:    1 the lease
-- Args:    1 the token it was taken with
-- Replies: 1 given back | 0 it was not the caller's
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
