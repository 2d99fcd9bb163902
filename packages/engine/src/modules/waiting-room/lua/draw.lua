-- Gives tickets of the closed drum their numbers. The drum is kept until the last of them has one, so that whoever goes on
-- after a crash draws the same; giving a number twice changes nothing.
--
-- Keys:    1 the room (hash)   2 its places (hash)   3 its line (zset)   4 its drum (zset)
-- Args:    1 who paces   2 '1' if these are the last   3 number of the first   4 when the room is forgotten (ms)
--          then tickets, in the order drawn
-- Replies: 1 | 0 when another process paces by now
local room, places, line, drum = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
if redis.call('HGET', room, 'leader') ~= ARGV[1] then
  return 0
end
for i = 5, #ARGV do
  local number = ARGV[3] + i - 5
  local seen = string.match(redis.call('HGET', places, ARGV[i]) or '', '^d %d+ (%d+)$')
  if seen then
    redis.call('HSET', places, ARGV[i], 'w ' .. number .. ' ' .. seen)
    redis.call('ZADD', line, number, ARGV[i])
  end
end
if ARGV[2] == '1' then
  redis.call('UNLINK', drum)
  redis.call('HSET', room, 'drawn', 1)
end
redis.call('PEXPIREAT', line, ARGV[4])
return 1
