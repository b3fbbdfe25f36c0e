<?php
// Rows for php.json: name, format, hexadecimal bytes, as PHP itself writes them.
enum Suit: string { case Hearts = 'H'; }
class Person {
    public $id = 42; protected $role = 'admin'; private $secret = "s"; public ?Person $friend = null;
}
class Old implements Serializable {
    public function serialize() { return 'opaque'; }
    public function unserialize($data) {}
    public function __serialize(): array { return []; }
    public function __unserialize(array $data): void {}
}
error_reporting(0);
$rows = [];
function row($name, $format, $bytes) { global $rows; $rows[] = ['name' => $name, 'format' => $format, 'bytes' => bin2hex($bytes)]; }

foreach ([
    'null' => null, 'true' => true, 'false' => false, 'integer' => -5, 'largest' => PHP_INT_MAX, 'smallest' => PHP_INT_MIN,
    'number' => 0.1, 'large number' => 1.5e300, 'infinity' => INF, 'text' => "h\u{e9}llo", 'bytes' => "\0\xff\"",
    'empty' => [], 'list' => [1, 'two', [3]], 'map' => ['a' => 1, 7 => 'seven', 'n' => ['x' => null]],
    'object' => new Person, 'enumeration' => ['s' => Suit::Hearts], 'standard class' => (object)['a' => 1],
] as $name => $value) { row($name, 'php', serialize($value)); }

$shared = ['x' => 1]; $both = ['a' => &$shared, 'b' => &$shared, 'c' => 'last'];
row('reference', 'php', serialize($both));
$p = new Person; row('object twice', 'php', serialize([$p, $p, 'end']));
$self = []; $self['name'] = 'u1'; $self['self'] = &$self; row('cycle of an array', 'php', serialize($self));
$a = new Person; $b = new Person; $a->friend = $b; $b->friend = $a; row('cycle of objects', 'php', serialize([$a, 'id' => 9]));
row('ArrayObject', 'php', serialize(['o' => new ArrayObject(['k' => 'v']), 'id' => 9]));

// Laravel: the cache serialises what the session serialised.
$login = 'login_web_' . sha1('Illuminate\Auth\SessionGuard');
$session = ['_token' => 'abc', '_previous' => ['url' => 'http://localhost'], '_flash' => ['old' => [], 'new' => []], $login => 42];
row('Laravel', 'php-nested', serialize(serialize($session)));
row('Laravel with JSON', 'php-nested', serialize(json_encode($session)));

$_SESSION = [];
foreach (['php' => 'php-session', 'php_binary' => 'php-binary', 'php_serialize' => 'php'] as $handler => $format) {
    ini_set('session.use_cookies', '0'); ini_set('session.cache_limiter', ''); ini_set('session.save_path', sys_get_temp_dir());
    ini_set('session.serialize_handler', $handler);
    session_start();
    $o = new Person;
    $_SESSION = ['user_id' => 42, 'name' => 'ann|b', 'roles' => ['admin', 'dev'], 'first' => $o, 'second' => $o];
    row("handler $handler", $format, session_encode());
    session_destroy();
    $_SESSION = [];
}
// Compressed by phpredis: it needs a connection to take options.
if (($port = getenv('REDIS_PORT')) && class_exists('Redis')) {
    $redis = new Redis; $redis->connect('127.0.0.1', (int)$port);
    foreach (['LZF' => 'lzf', 'ZSTD' => 'zstd', 'LZ4' => 'lz4-php'] as $name => $envelope) {
        if (!defined("Redis::COMPRESSION_$name")) continue;
        $redis->setOption(Redis::OPT_COMPRESSION, constant("Redis::COMPRESSION_$name"));
        $value = serialize(['user_id' => 42, 'pad' => str_repeat('hello ', 200)]);
        $rows[] = ['name' => "phpredis $name", 'format' => 'php', 'envelope' => $envelope, 'bytes' => bin2hex($redis->_compress($value))];
    }
}
if (function_exists('msgpack_pack')) row('PHP msgpack', 'msgpack', msgpack_pack(['user' => ['id' => 42, 'roles' => ['a', 'b']]]));
echo json_encode(['source' => 'PHP ' . PHP_VERSION . ', phpredis ' . phpversion('redis'), 'rows' => $rows]);
