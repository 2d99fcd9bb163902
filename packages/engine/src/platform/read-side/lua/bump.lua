-- Adds to the scores of a sorted set, each addition once: an addition that is not newer than the last one done has been
-- done before.
--
-- Keys:    1 the sorted set   2 the version of its last addition (string)
-- Args:    1 seconds to live, or '' for ever   then, for each addition, in order: version, amount, member
-- Replies: how many additions were new
local last = redis.call('GET', KEYS[2])
local before = last or ''
local done = 0
for i = 2, #ARGV, 3 do
  -- Additions of one version belong together.
  if ARGV[i] > before then
    redis.call('ZINCRBY', KEYS[1], ARGV[i + 1], ARGV[i + 2])
    last = ARGV[i]
    done = done + 1
  end
end
if done > 0 then
  redis.call('SET', KEYS[2], last)
  if ARGV[1] ~= '' then
    redis.call('EXPIRE', KEYS[1], ARGV[1])
    redis.call('EXPIRE', KEYS[2], ARGV[1])
  end
end
return done
