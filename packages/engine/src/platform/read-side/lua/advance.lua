-- Moves the position of the read side on, and tells every process what has changed. Refused when the position is not
-- where its mover left it: another process leads, or Redis has lost its memory.
--
-- Keys:    1 the state (hash)   2 the feed (stream)
-- Args:    1 the era   2 the position expected, or '' for any   3 the new position, or '' to leave it
--          4 the server's clock (ms)   5 what changed (JSON array)   6 entries that the feed keeps
--          then, for each field of the state to set: its name, and its value
-- Replies: 'ok' | 'moved'
local state = KEYS[1]
if redis.call('HGET', state, 'era') ~= ARGV[1] then
  return 'moved'
end
local position = redis.call('HGET', state, 'position')
if ARGV[2] ~= '' and position ~= ARGV[2] then
  return 'moved'
end
if ARGV[3] ~= '' then
  position = ARGV[3]
  redis.call('HSET', state, 'position', position, 'sentAt', ARGV[4])
end
for i = 7, #ARGV, 2 do
  redis.call('HSET', state, ARGV[i], ARGV[i + 1])
end
local number = redis.call('HINCRBY', state, 'entries', 1)
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[6], '*',
  'e', ARGV[1], 'n', number, 'p', position, 't', ARGV[4], 'c', ARGV[5])
return 'ok'
