-- Writes fields of a document, unless it is newer already: what is sent again after a crash changes nothing.
--
-- Keys:    1 the document (hash: `v` its version, `gone` if it was removed, and its fields)
-- Args:    1 version   2 seconds to live, or '' for ever   then, for each field: its name and its value
-- Replies: 1 written | 0 refused, because the document is newer
local known = redis.call('HGET', KEYS[1], 'v')
if known and known > ARGV[1] then
  return 0
end
local fields = { 'v', ARGV[1] }
for i = 3, #ARGV do
  fields[i] = ARGV[i]
end
redis.call('HSET', KEYS[1], unpack(fields))
if known and redis.call('HDEL', KEYS[1], 'gone') == 1 and ARGV[2] == '' then
  redis.call('PERSIST', KEYS[1])
end
if ARGV[2] ~= '' then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
return 1
