<?php
// Prints php-sessions.json: sessions as PHP's session module, phpredis and Laravel's components store them, by their own
// code, in every form in which they can be set to do it. Needs a Redis, whose port is its argument.
//
//     apt-get install php-cli php-redis php-illuminate-session php-illuminate-cache php-illuminate-auth \
//         php-illuminate-redis php-illuminate-encryption
//     redis-server --port 7399 --save '' & php php-sessions.php 7399 > ../php-sessions.json
//
// What Debian's Laravel 8 cannot do is done as later versions do it (laravel/framework): JSON by json_encode
// (Illuminate\Session\Store::save, since 9), and prefixes with hyphens (config/database.php and config/cache.php, since
// July 2025), without a colon after the second (Illuminate\Cache\RedisStore::setPrefix, since 11).
foreach (['Support', 'Cache', 'Session', 'Auth', 'Container', 'Redis', 'Encryption'] as $part) {
    require_once "Illuminate/$part/autoload.php";
}
use Illuminate\Session\EncryptedStore;
use Illuminate\Session\Store;

$redis = new Redis;
$redis->connect('127.0.0.1', (int) $argv[1]);
$rows = [];

function row(string $name, string $layout, string $key, string $value, ?string $user, bool $readable = true): void
{
    global $rows;
    $rows[] = ['name' => $name, 'layout' => $layout, 'key' => bin2hex($key), 'value' => bin2hex($value),
        'user' => $user, 'readable' => $readable];
}

// PHP's session module.
$id = 'pgif6oaigmjl6cjmb3ko70,89-';
foreach (['php', 'php_serialize', 'php_binary', 'igbinary'] as $handler) {
    ini_set('session.serialize_handler', $handler);
    session_id('abc');
    @session_start(['use_cookies' => false, 'cache_limiter' => '']);
    foreach (['42', 42, 'zoë|;s:1:"x"', null] as $user) {
        $_SESSION = ['cart' => ['items' => [1, 2.5, true, null], 'note' => 'a|b;s:1:"x"'], 'role' => 'admin'];
        if ($user !== null) {
            $_SESSION['user_id'] = $user;
        }
        $name = $user === null ? null : (string) $user;
        $data = session_encode();
        $readable = $handler !== 'igbinary';
        row("PHP $handler", "{preset: phpredis, serializer: $handler}", "PHPREDIS_SESSION:$id", $data, $name, $readable);
        if ($handler !== 'php' || $user === null) {
            continue;
        }
        // redis.session.compression compresses as OPT_COMPRESSION does (redis_session.c, session_compress_data).
        $_SESSION['note'] = str_repeat('a note ', 40);
        foreach (['lzf' => Redis::COMPRESSION_LZF, 'zstd' => Redis::COMPRESSION_ZSTD, 'lz4' => Redis::COMPRESSION_LZ4]
            as $compression => $option) {
            $redis->setOption(Redis::OPT_COMPRESSION, $option);
            $redis->set('x', session_encode());
            $redis->setOption(Redis::OPT_COMPRESSION, Redis::COMPRESSION_NONE);
            row("PHP in $compression", "{preset: phpredis, compression: $compression}", "PHPREDIS_SESSION:$id",
                $redis->get('x'), $name);
            row("PHP not in $compression", "{preset: phpredis, compression: $compression}", "PHPREDIS_SESSION:$id",
                $data, $name);
        }
    }
    $_SESSION = [];
    session_write_close();
}
row('PHP empty', 'phpredis', "PHPREDIS_SESSION:$id", '', null);

// Laravel.
/** Keeps what the session hands to the cache. */
class Kept implements SessionHandlerInterface
{
    public string $data = '';
    public function open($path, $name): bool { return true; }
    public function close(): bool { return true; }
    public function read($id): string { return ''; }
    public function write($id, $data): bool { $this->data = $data; return true; }
    public function destroy($id): bool { return true; }
    public function gc($lifetime): int { return 0; }
}

/** Gives what the cache writes. */
class Written extends Illuminate\Cache\RedisStore
{
    public function written($value): string { return $this->serialize($value); }
}

$id = 'eZbWmqeeT4HFTtI568LxkcvmgCKIk8UT8gSnwZr5';
$manager = new Illuminate\Redis\RedisManager(new Illuminate\Container\Container, 'phpredis', []);
$cache = new Written($manager);
$guard = 'login_web_' . sha1(Illuminate\Auth\SessionGuard::class);
$eras = [
    '{preset: laravel, prefix: laravel_database_, cachePrefix: "laravel_cache:"}' => 'laravel_database_laravel_cache:',
    '{preset: laravel, prefix: "", cachePrefix: laravel_cache_}' => 'laravel_cache_',
    'laravel' => 'laravel-database-laravel-cache-',
];
foreach ($eras as $layout => $prefix) {
    foreach ([7, '5b1f7c1e-0f9e-4f4e-8a51-6f2a1b6d9c77', null] as $user) {
        $session = new Store('laravel_session', $kept = new Kept, $id);
        $session->start();
        if ($user !== null) {
            $session->put($guard, $user);
        }
        $session->put('login_admin_' . sha1('App\Auth\Guard'), 99);
        $session->put('_previous', ['url' => 'http://localhost/login_web']);
        $session->save();
        row('Laravel', $layout, $prefix . $id, $cache->written($kept->data), $user === null ? null : (string) $user);
    }
}
$attributes = ['_token' => str_repeat('t', 40), $guard => 7, '_flash' => ['old' => [], 'new' => []]];
row('Laravel, JSON', 'laravel', "laravel-database-laravel-cache-$id", $cache->written(json_encode($attributes)), '7');
row('Laravel, another guard', '{preset: laravel, user: login.admin}', "laravel-database-laravel-cache-$id",
    $cache->written(serialize([$guard => 7, 'login_admin_' . str_repeat('0f', 20) => 8])), '8');
row('Laravel, empty', 'laravel', "laravel-database-laravel-cache-$id", $cache->written(''), null);
row('Laravel, a counter', 'laravel', "laravel-database-laravel-cache-$id", (string) $cache->written(5), null);
row('Laravel, something cached', 'laravel', "laravel-database-laravel-cache-$id", $cache->written(['user' => 7]), null);
$encrypter = new Illuminate\Encryption\Encrypter(str_repeat('k', 32), 'AES-256-CBC');
$session = new EncryptedStore('laravel_session', $kept = new Kept, $encrypter, $id);
$session->start();
$session->put($guard, 7);
$session->save();
row('Laravel, encrypted', 'laravel', "laravel-database-laravel-cache-$id", $cache->written($kept->data), '7', false);
foreach (['lzf' => Redis::COMPRESSION_LZF, 'zstd' => Redis::COMPRESSION_ZSTD, 'lz4' => Redis::COMPRESSION_LZ4]
    as $compression => $option) {
    $redis->setOption(Redis::OPT_COMPRESSION, $option);
    $redis->set('x', $cache->written(serialize($attributes)));
    $redis->setOption(Redis::OPT_COMPRESSION, Redis::COMPRESSION_NONE);
    row("Laravel in $compression", "{preset: laravel, compression: $compression}",
        "laravel-database-laravel-cache-$id", $redis->get('x'), '7');
}
$redis->setOption(Redis::OPT_SERIALIZER, Redis::SERIALIZER_IGBINARY);
$redis->set('x', serialize($attributes));
$redis->setOption(Redis::OPT_SERIALIZER, Redis::SERIALIZER_NONE);
row('Laravel by igbinary', 'laravel', "laravel-database-laravel-cache-$id", $redis->get('x'), '7', false);
$redis->del('x');

$source = 'PHP ' . PHP_VERSION . ', phpredis ' . phpversion('redis') . ', Laravel 8.83 (Debian)';
echo json_encode(['source' => $source, 'rows' => $rows], JSON_PRETTY_PRINT), "\n";
