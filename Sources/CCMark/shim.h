// cmark-gfm: CommonMark with GitHub's tables, task lists, strikethrough and bare links.
#pragma once
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
