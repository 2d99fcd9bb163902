-- Brings a SKU's stock up to a commit, unless it is newer already, and drops the holds that became allocations in it, in
-- one step: a unit is never counted as held and as allocated, and doing it again changes nothing.
--
-- Keys:    1 to 3 as in holds.lua; the stock also has `v`, its version, and `gone` if it was removed
-- Args:    1 version   2 on hand, or '' where PostgreSQL has no such stock, or '-' where only holds are dropped
--          3 allocated   4 set aside   5 seconds that a stone stays   then ids of holds
-- Replies: 1 written | 0 refused, because the stock is newer, or nothing to write
for i = 6, #ARGV do
  -- A hold's id begins with its cart.
  local cart = string.match(ARGV[i], '^[^.]+')
  local hold = cart and hold_of(cart)
  if hold and hold.id == ARGV[i] then
    drop(cart, hold)
  end
end

local known = redis.call('HGET', stock, 'v')
if ARGV[2] == '-' or (known and known > ARGV[1]) then
  return 0
end
if ARGV[2] == '' then
  redis.call('HDEL', stock, 'onHand', 'allocated', 'setAside')
  redis.call('HSET', stock, 'v', ARGV[1], 'gone', '1')
  redis.call('EXPIRE', stock, ARGV[5])
else
  redis.call('HSET', stock, 'v', ARGV[1], 'onHand', ARGV[2], 'allocated', ARGV[3], 'setAside', ARGV[4])
  if known and redis.call('HDEL', stock, 'gone') == 1 then
    redis.call('PERSIST', stock)
  end
end
return 1
