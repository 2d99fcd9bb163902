-- Removes a document, unless it is newer already. A stone with its version stays for a while, so that neither a snapshot
-- that is still being read nor a repeated change brings it back.
--
-- Keys:    1 the document (hash: `v` its version, and its fields)
-- Args:    1 version   2 seconds that the stone stays
-- Replies: 1 removed | 0 refused, because the document is newer
local known = redis.call('HGET', KEYS[1], 'v')
if known and known > ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'v', ARGV[1], 'gone', '1')
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
