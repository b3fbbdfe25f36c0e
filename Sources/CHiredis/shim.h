// hiredis's reader and command formatter, alike on 0.14 and 1.x.
#pragma once
#include <hiredis/hiredis.h>
#include <hiredis/read.h>
