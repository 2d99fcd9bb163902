-- Gives a cart's hold of a SKU back.
--
-- Keys:    1 to 3 as in holds.lua
-- Args:    1 the cart   2 the hold's id, pinned or not; or '' for whichever it is, unless it is pinned
-- Replies: units given back
local hold = hold_of(ARGV[1])
if not hold or (ARGV[2] == '' and hold.pinned) or (ARGV[2] ~= '' and hold.id ~= ARGV[2]) then
  return 0
end
drop(ARGV[1], hold)
return hold.units
