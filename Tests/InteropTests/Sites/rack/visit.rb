# login NAME...: logs users in and prints, for each, the session's id and the user's. whoami ID...: prints who each
# session's user is, or - for nobody. Each is a request through Rack's own session middleware; site.json says which store
# it has: redis-rack with one of its serialisers, or Rails's cache as ActionDispatch::Session::CacheStore uses it.
require 'json'
require 'rack'
require 'rack/mock'

SITE = JSON.parse(File.read('site.json'))

# The application: Warden and Devise put the user so.
APPLICATION = lambda do |env|
  session = env['rack.session']
  case env['PATH_INFO']
  when '/login'
    session['warden.user.user.key'] = [[env['QUERY_STRING']], '$2a$12$abcdefghijklmnopqrstuv']
    session['cart'] = { 'items' => [1, 2.5, true, nil], 'note' => 'é' * SITE['padding'].to_i }
    [200, {}, ['in']]
  else
    key = session['warden.user.user.key']
    [200, {}, [key ? key[0][0] : '-']]
  end
end

def middleware
  if SITE['store'] == 'cache'
    require 'rack/session/abstract/id'
    require 'active_support'
    require 'active_support/cache/redis_cache_store'
    cache = ActiveSupport::Cache::RedisCacheStore.new(url: SITE['url'])
    # action_dispatch/middleware/session/cache_store.rb, whose package brings all of Action Pack with it.
    store = Class.new(Rack::Session::Abstract::PersistedSecure) do
      define_method(:find_session) do |_env, sid|
        found = sid && cache.read("_session_id:#{sid.private_id}")
        found ? [sid, found] : [generate_sid, {}]
      end
      define_method(:write_session) do |_env, sid, session, _options|
        cache.write("_session_id:#{sid.private_id}", session, expires_in: 3600)
        sid
      end
      define_method(:delete_session) do |_env, sid, _options|
        cache.delete("_session_id:#{sid.private_id}")
        generate_sid
      end
    end
    store.new(APPLICATION)
  else
    require 'redis-rack'
    server = { host: '127.0.0.1', port: SITE['port'], db: 0, namespace: 'rack:session' }
    server[:serializer] = JSON if SITE['serializer'] == 'json'
    Rack::Session::Redis.new(APPLICATION, redis_server: server)
  end
end

browser = Rack::MockRequest.new(middleware)
action = ARGV.shift
ARGV.each do |argument|
  if action == 'login'
    response = browser.get("/login?#{argument}")
    puts "#{response['Set-Cookie'][/rack\.session=([^;]+)/, 1]} #{argument}"
  else
    puts browser.get('/', 'HTTP_COOKIE' => "rack.session=#{argument}").body
  end
end
