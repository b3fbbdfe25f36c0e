// libpq as Swift can import it. Debian and Ubuntu keep its header in a folder of its own.
#pragma once
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif
