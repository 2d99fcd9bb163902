-- Stores a value and ends its lease, if the lease is still the caller's: a change since it was taken has deleted
-- it, and then the value is from before the change. The old value is deleted first, as it may be of another type.
--
-- Keys:    1 the value   2 the lease
-- Args:    1 the token the lease was taken with   2 ms to live, '0' for ever
--          then the command that writes the value, without its key
-- Replies: 'stored' | 'refused'
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 'refused'
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call(ARGV[3], KEYS[1], unpack(ARGV, 4))
if ARGV[2] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 'stored'
