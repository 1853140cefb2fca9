// SPDX-License-Identifier: GPL-3.0-or-later
//
// A module that does nothing, for a server that is to have one. Without redismodule.h, which Debian
// does not ship: what follows is all of it that a module needs (RedisModule_Init there).

namespace {

using GetApi = int (*)(const char* name, void* target);
using SetAttributes = void (*)(void* context, const char* name, int version, int apiVersion);

} // namespace

extern "C" {
__attribute__((visibility("default"))) int RedisModule_OnLoad(void* context, void** arguments,
                                                              int number);
}

int RedisModule_OnLoad(void* context, void** /*arguments*/, int /*number*/) {
    const auto getApi = *static_cast<GetApi*>(context); // the context begins with it
    SetAttributes setAttributes = nullptr;
    if (getApi("RedisModule_SetModuleAttribs", &setAttributes) != 0) {
        return 1;
    }
    setAttributes(context, "plant", 1, 1);
    return 0;
}
