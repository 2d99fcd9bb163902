-- Tells every process what has changed that PostgreSQL knows nothing of. The position stays where it is.
--
-- Keys:    1 the state (hash)   2 the feed (stream)
-- Args:    1 what changed (JSON array)   2 entries that the feed keeps
-- Replies: 'ok' | 'nobody', because there is no read side that anybody could keep copies of
local state = redis.call('HMGET', KEYS[1], 'era', 'position', 'sentAt')
if not state[1] or not state[2] then
  return 'nobody'
end
local number = redis.call('HINCRBY', KEYS[1], 'entries', 1)
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*',
  'e', state[1], 'n', number, 'p', state[2], 't', state[3] or '0', 'c', ARGV[1])
return 'ok'
