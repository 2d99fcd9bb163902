-- Tells a process how the line is, takes what it has measured, and says whether it is the one that paces: that is
-- whoever asks first once the last one has not asked for as long as a lease.
--
-- Keys:    1 the room (hash)   2 its line (zset)   3 its drum (zset)   4 those inside without a claim (zset: ticket -> ms)
-- Args:    1 who asks   2 lease (ms)   3 answers measured since it last asked   4 late ones of these
--          5 how long who was let in is expected (ms)   6 how long an admission is good (ms)
-- Replies: {} without a line | { id, head, waiting, let in so far, '1' who asks paces, pace or '', expected, claims,
--          answers, late ones, '1' closed, '1' drawn, in the drum, now (ms) }
local room, line, drum, inside = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id = redis.call('HGET', room, 'line')
if not id then
  return {}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

if ARGV[3] ~= '0' then
  redis.call('HINCRBY', room, 'answers', ARGV[3])
  redis.call('HINCRBY', room, 'late', ARGV[4])
end
local known = redis.call('HMGET', room, 'leader', 'leads_until')
local leads = not known[1] or known[1] == ARGV[1] or now >= tonumber(known[2])
if leads then
  redis.call('HSET', room, 'leader', ARGV[1], 'leads_until', now + ARGV[2])
end
redis.call('ZREMRANGEBYSCORE', inside, '-inf', now - ARGV[6])

local is = redis.call(
  'HMGET', room, 'head', 'admitted', 'pace', 'resolved', 'answers', 'late', 'closed', 'drawn'
)
local drummed = redis.call('ZCARD', drum)
return {
  id,
  tonumber(is[1] or 0),
  redis.call('ZCARD', line) + drummed,
  tonumber(is[2] or 0),
  leads and 1 or 0,
  is[3] or '',
  redis.call('ZCOUNT', inside, now - ARGV[5], '+inf'),
  tonumber(is[4] or 0),
  tonumber(is[5] or 0),
  tonumber(is[6] or 0),
  is[7] and 1 or 0,
  is[8] and 1 or 0,
  drummed,
  now,
}
