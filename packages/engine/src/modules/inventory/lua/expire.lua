-- Gives back what has expired of a SKU, and says which pinned holds are past their deadline. Those are asked about again
-- later, so that the next sweep does not find them at once. An end that is farther away than any hold may last, because
-- the clock was set back, is brought near.
--
-- Keys:    1 to 3 as in holds.lua
-- Args:    1 holds at most   2 ms that a hold may last   3 ms until a pinned one is asked about again
-- Replies: {holds given back, the next end in ms from now or '' for none, then cart and hold id of each pinned one}
local limit = tonumber(ARGV[1])
local latest = text(now + tonumber(ARGV[2]))
for _, cart in ipairs(redis.call('ZRANGEBYSCORE', ends, '(' .. latest, '+inf', 'LIMIT', 0, limit)) do
  redis.call('ZADD', ends, latest, cart)
end
local ended, overdue = end_expired(limit)
local reply = { ended, '' }
for _, cart in ipairs(overdue) do
  redis.call('ZADD', ends, text(now + tonumber(ARGV[3])), cart)
  reply[#reply + 1] = cart
  reply[#reply + 1] = hold_of(cart).id
end
local next_end = redis.call('ZRANGE', ends, 0, 0, 'WITHSCORES')[2]
if next_end then
  reply[2] = text(math.max(next_end - now, 0))
end
return reply
