// Zstandard's stable interface.
#pragma once
#include <zstd.h>
