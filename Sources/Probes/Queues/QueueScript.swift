/// Pauses or resumes a queue in one step, with the effects of each version's own script: Bull's pause-5.lua, BullMQ's
/// pause-4.lua (3), pause-5.lua (4) and pause-7.lua (5 and 6). Text of our own.
///
/// One difference: where both lists hold jobs, theirs before 6 rename one over the other, and those jobs are gone. Here
/// they are appended, as 6 does it.
enum QueueScript {
    /// The most jobs that are moved at once: Lua cannot pass more arguments than about 8000.
    static let chunk = 7000

    /// KEYS: the list to take from, the list to give to, meta, prioritized, events, delayed, marker, meta-paused.
    /// ARGV: `paused` or `resumed`, the way, the channel of Bull's event, the chunk, whether this is not the first call.
    /// Answers how many jobs are still to be moved.
    static let text = """
        local from, to, meta = KEYS[1], KEYS[2], KEYS[3]
        local pausing, way, again = ARGV[1] == 'paused', ARGV[2], ARGV[5] == '1'
        local left = 0
        if not (pausing and way == '6') and redis.call('EXISTS', from) == 1 then
          if redis.call('EXISTS', to) == 0 then
            redis.call('RENAME', from, to)
          else
            local moved = redis.call('LRANGE', from, 0, tonumber(ARGV[4]) - 1)
            redis.call('RPUSH', to, unpack(moved))
            redis.call('LTRIM', from, #moved, -1)
            left = redis.call('LLEN', from)
          end
        end
        if pausing then
          redis.call('HSET', meta, 'paused', 1)
          if way == 'bull' then redis.call('SET', KEYS[8], 1) end
          if way == '5' or way == '6' then redis.call('DEL', KEYS[7]) end
        else
          redis.call('HDEL', meta, 'paused')
          if way == 'bull' then redis.call('DEL', KEYS[8]) end
          local ranked = 0
          if way ~= 'bull' and way ~= '3' then ranked = redis.call('ZCARD', KEYS[4]) end
          if way == '4' and ranked > 0 and redis.call('LLEN', to) == 0 then
            redis.call('LPUSH', to, '0:0')
          elseif way == '5' or way == '6' then
            if redis.call('LLEN', to) + ranked > 0 then
              redis.call('ZADD', KEYS[7], 0, '0')
            else
              local first = redis.call('ZRANGE', KEYS[6], 0, 0, 'WITHSCORES')
              if first[2] then redis.call('ZADD', KEYS[7], tonumber(first[2]) / 4096, '1') end
            end
          end
        end
        if not again then
          if way == 'bull' then
            redis.call('PUBLISH', ARGV[3], ARGV[1])
          else
            redis.call('XADD', KEYS[5], '*', 'event', ARGV[1])
          end
        end
        return left
        """
}
