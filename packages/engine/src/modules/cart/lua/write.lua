-- Writes lines of a cart, all of them or none, if the cart is still there and still its owner's.
-- Without this check in the same step, a cart that expired or was merged away meanwhile would rise again as a
-- hash without an owner.
--
-- Keys:    1 the cart (hash: `owner`, and `line:<sku>` for each line)
-- Args:    1 the owner it must have   2 the owner it shall have   3 seconds to live   4 lines at most
--          then, for each line: its field, and its JSON or '' to remove it
-- Replies: 'ok' | 'not-found' | 'too-many-lines'
local cart = KEYS[1]
if redis.call('HGET', cart, 'owner') ~= ARGV[1] then
  return 'not-found'
end

local lines = redis.call('HLEN', cart) - 1
for i = 5, #ARGV, 2 do
  local was_there = redis.call('HEXISTS', cart, ARGV[i])
  if ARGV[i + 1] == '' then
    lines = lines - was_there
  else
    lines = lines + 1 - was_there
  end
end
if lines > tonumber(ARGV[4]) then
  return 'too-many-lines'
end

redis.call('HSET', cart, 'owner', ARGV[2])
for i = 5, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', cart, ARGV[i])
  else
    redis.call('HSET', cart, ARGV[i], ARGV[i + 1])
  end
end
redis.call('EXPIRE', cart, ARGV[3])
return 'ok'
