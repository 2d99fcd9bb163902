-- Gives the right to load a key to the first who asks. As in Facebook's memcache the lease is lock and version in
-- one: whoever has it may store, and a change takes it away (Nishtala et al., Scaling Memcache at Facebook,
-- NSDI 2013, 3.2.1). The value is looked at in the same step, because another may have stored it since the miss.
--
-- Keys:    1 the value   2 the lease
-- Args:    1 a token nobody else has   2 ms until the lease ends   3 '1' to take it though a value is there
-- Replies: 'taken' | 'busy' | 'filled'
if ARGV[3] ~= '1' and redis.call('EXISTS', KEYS[1]) == 1 then
  return 'filled'
end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return 'taken'
end
return 'busy'
