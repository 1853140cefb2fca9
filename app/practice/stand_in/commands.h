// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/stand_in/target.h"

namespace ferryman::stand_in {

class Session;
struct Request;

/// The commands that Dragonfly answers otherwise than Redis.
namespace Commands {

[[nodiscard]] bool answersHere(const Request& request, const Target& target);
void run(Session& session, const Request& request, Answer answer);

} // namespace Commands

} // namespace ferryman::stand_in
