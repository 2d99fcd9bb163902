-- Looks up places, and notes that those who wait were there just now.
--
-- Keys:    1 the room (hash)   2 its places (hash)   3 its line (zset)   4 its drum (zset)
-- Args:    tickets
-- Replies: { id of the line or '', head, waiting, place or '' of each ticket, in order }
local room, places = KEYS[1], KEYS[2]
local now_s = redis.call('TIME')[1]
local known = redis.call('HMGET', room, 'line', 'head')
local reply = {
  known[1] or '',
  tonumber(known[2] or 0),
  redis.call('ZCARD', KEYS[3]) + redis.call('ZCARD', KEYS[4]),
}
for i = 1, #ARGV do
  local place = redis.call('HGET', places, ARGV[i])
  if place then
    local kind, number, at = string.match(place, '^(%a) (%d+) (%d+)$')
    if kind ~= 'a' and at ~= now_s then
      place = kind .. ' ' .. number .. ' ' .. now_s
      redis.call('HSET', places, ARGV[i], place)
    end
  end
  reply[i + 3] = place or ''
end
return reply
