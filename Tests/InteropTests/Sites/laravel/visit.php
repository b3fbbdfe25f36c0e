<?php
// login NAME...: logs users in and prints, for each, the session's id and the user's. whoami ID...: prints who each
// session's user is, or - for nobody. Laravel's own session, cache, Redis and auth components do both (Debian's
// php-illuminate-*), put together as the framework's service providers do; site.json says how.
require 'Illuminate/Support/autoload.php';
foreach (['Auth', 'Cache', 'Container', 'Encryption', 'Hashing', 'Redis', 'Session'] as $part) {
    require_once "Illuminate/$part/autoload.php";
}

use Illuminate\Auth\GenericUser;
use Illuminate\Auth\SessionGuard;
use Illuminate\Cache\CacheManager;
use Illuminate\Container\Container;
use Illuminate\Contracts\Auth\Authenticatable;
use Illuminate\Contracts\Auth\UserProvider;
use Illuminate\Encryption\Encrypter;
use Illuminate\Redis\RedisManager;
use Illuminate\Session\SessionManager;

/** Knows whoever is asked for. */
class Everybody implements UserProvider
{
    public function retrieveById($identifier) { return new GenericUser(['id' => $identifier]); }
    public function retrieveByToken($identifier, $token) { return null; }
    public function updateRememberToken(Authenticatable $user, $token) {}
    public function retrieveByCredentials(array $credentials) { return null; }
    public function validateCredentials(Authenticatable $user, array $credentials) { return false; }
}

$site = json_decode(file_get_contents('site.json'), true);
$app = new Container;
$app['config'] = new Illuminate\Support\Fluent([
    'session.driver' => 'redis', 'session.lifetime' => 120, 'session.cookie' => 'laravel_session',
    'session.encrypt' => $site['encrypt'], 'session.connection' => null, 'session.store' => null,
    'cache.default' => 'redis', 'cache.prefix' => $site['cachePrefix'],
    'cache.stores.redis' => ['driver' => 'redis', 'connection' => 'default'],
]);
$app['redis'] = new RedisManager($app, 'phpredis', [
    'options' => ['prefix' => $site['prefix']],
    'default' => ['host' => '127.0.0.1', 'port' => $site['port'], 'database' => 0],
]);
$app['encrypter'] = new Encrypter(str_repeat('k', 32), 'AES-256-CBC');
$app['cache'] = new CacheManager($app);

function guard(Container $app, string $name, $session): SessionGuard
{
    return new SessionGuard($name, new Everybody, $session);
}

$action = $argv[1];
foreach (array_slice($argv, 2) as $argument) {
    $session = (new SessionManager($app))->driver();
    if ($action === 'login') {
        $session->start();
        guard($app, $site['guard'], $session)->login(new GenericUser(['id' => (int) $argument]));
        $session->put('cart', ['items' => [1, 2.5, true, null]]);
        $session->save();
        echo $session->getId(), ' ', $argument, "\n";
    } else {
        $session->setId($argument);
        $session->start();
        echo guard($app, $site['guard'], $session)->user()?->getAuthIdentifier() ?? '-', "\n";
    }
}
