<?php
// login NAME...: logs users in and prints, for each, the session's id and the user's. whoami ID...: prints who each
// session's user is, or - for nobody. PHP's own session module does both; the options on its command line say where it
// keeps sessions and how it writes them.
$action = $argv[1];
foreach (array_slice($argv, 2) as $argument) {
    session_id($action === 'login' ? session_create_id() : $argument);
    session_start();
    if ($action === 'login') {
        $_SESSION['user_id'] = $argument;
        $_SESSION['cart'] = ['items' => [1, 2.5, true, null], 'note' => 'a|b;s:1:"x"'];
        echo session_id(), ' ', $argument, "\n";
    } else {
        echo $_SESSION['user_id'] ?? '-', "\n";
    }
    session_write_close();
    $_SESSION = [];
}
