// SPDX-License-Identifier: GPL-3.0-or-later
//
// A module for a server that is to have one, with as many commands as its argument says; each
// answers and does nothing. Without redismodule.h, which Debian does not ship: what follows is all
// of it that is needed here (RedisModule_Init and the declarations there).

#include <cstdio>

namespace {

using GetApi = int (*)(const char* name, void* target);
using SetAttributes = void (*)(void* context, const char* name, int version, int apiVersion);
using Handler = int (*)(void* context, void** arguments, int number);
using CreateCommand = int (*)(void* context, const char* name, Handler handler, const char* flags,
                              int firstKey, int lastKey, int keyStep);
using ToNumber = int (*)(const void* string, long long* number);
using ReplyWithText = int (*)(void* context, const char* text);

ReplyWithText replyWithText = nullptr;

int answer(void* context, void** /*arguments*/, int /*number*/) {
    return replyWithText(context, "OK");
}

} // namespace

extern "C" {
__attribute__((visibility("default"))) int RedisModule_OnLoad(void* context, void** arguments,
                                                              int number);
}

int RedisModule_OnLoad(void* context, void** arguments, int number) {
    const auto getApi = *static_cast<GetApi*>(context); // the context begins with it
    SetAttributes setAttributes = nullptr;
    CreateCommand createCommand = nullptr;
    ToNumber toNumber = nullptr;
    if (getApi("RedisModule_SetModuleAttribs", &setAttributes) != 0 ||
        getApi("RedisModule_CreateCommand", &createCommand) != 0 ||
        getApi("RedisModule_StringToLongLong", &toNumber) != 0 ||
        getApi("RedisModule_ReplyWithSimpleString", &replyWithText) != 0) {
        return 1;
    }
    setAttributes(context, "plant", 1, 1);
    long long commands = 0;
    if (number > 0 && toNumber(arguments[0], &commands) != 0) {
        return 1;
    }
    for (long long i = 1; i <= commands; ++i) {
        char name[32] = {};
        std::snprintf(name, sizeof name, "plant.%lld", i);
        if (createCommand(context, name, answer, "write", 0, 0, 0) != 0) {
            return 1;
        }
    }
    return 0;
}
