-- Sets how many units of a SKU a cart holds: takes them, changes or renews what it has, and may pin it for a checkout. A
-- hold keeps its id until it ends; what is taken after that is another one. Expired holds are given back first: nobody
-- is refused units that nobody has a right to. Less, or as much as before, is never refused.
--
-- Keys:    1 to 3 as in holds.lua
-- Args:    1 the cart   2 the id of a hold that is new   3 units   4 ms until it ends   5 '1' to pin it, else '0'
--          6 on hand less what is bound, for a caller who knows better than the stock here; else ''
-- Replies: {'held', hold id, end (ms), units it had before, 1 if others see another number, else 0}
--          | {'short', units it could have, units it had before, 1 if others see another number, else 0}
--          | {'unknown'} the stock is not here   | {'pinned'} it is being paid for, and may only be pinned again
local ENDED_MAX = 200
local cart, units, pin = ARGV[1], tonumber(ARGV[3]), ARGV[5] == '1'

local hold = hold_of(cart)
if hold and hold.pinned and not pin then
  return { 'pinned' }
end
local numbers = redis.call('HMGET', stock, 'onHand', 'allocated', 'setAside')
local unbound = tonumber(ARGV[6])
if not unbound then
  if not numbers[1] then
    return { 'unknown' }
  end
  unbound = numbers[1] - numbers[2] - numbers[3]
end

local ended = end_expired(ENDED_MAX)
hold = hold_of(cart)
local before = hold and hold.units or 0
local free = unbound - tonumber(redis.call('HGET', stock, 'held') or 0)
if units > before and units - before > free then
  return { 'short', math.max(free + before, 0), before, ended > 0 and 1 or 0 }
end

hold = hold or { id = ARGV[2] }
hold.units = units
hold.pinned = pin
local ends_at = now + tonumber(ARGV[4])
put(cart, hold, ends_at)
add_to_held(units - before)
return { 'held', hold.id, text(ends_at), before, (units ~= before or ended > 0) and 1 or 0 }
