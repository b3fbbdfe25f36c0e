// libcurl's easy interface: variadic setters and getters wrapped one by one.
#pragma once
#include <curl/curl.h>
