# SPDX-License-Identifier: GPL-3.0-or-later
# Everything is looked for quietly, so that one summary names all that is missing at once.
include(FeatureSummary)

function(ferryman_require package purpose)
    set_package_properties(${package} PROPERTIES TYPE REQUIRED PURPOSE "${purpose}")
endfunction()

find_package(Qt6 6.4 QUIET COMPONENTS Core)
ferryman_require(Qt6 "the toolkit of both programs (Debian: qt6-base-dev)")

# One by one instead of as components: a missing component would only be reported as 'Qt6'.
set(ferryman_qt_modules
    "Core|values, event loop, threads, JSON (Debian: qt6-base-dev)"
    "Concurrent|work on values off the engine thread (Debian: qt6-base-dev)"
    "DBus|the desktop's wish for contrast and colours (Debian: qt6-base-dev)"
    "Network|sockets and TLS to the servers (Debian: qt6-base-dev)"
    "Sql|the journal's SQLite database (Debian: qt6-base-dev)"
    "Widgets|the desktop console (Debian: qt6-base-dev)"
    "Charts|offset, lag and rate over time (Debian: qt6-charts-dev and libqt6opengl6-dev)"
    "Svg|icons (Debian: qt6-svg-dev)"
    "LinguistTools|translations (Debian: qt6-tools-dev, qt6-tools-dev-tools, qt6-l10n-tools)")
if(BUILD_TESTING)
    list(APPEND ferryman_qt_modules "Test|the tests (Debian: qt6-base-dev)")
endif()
foreach(entry IN LISTS ferryman_qt_modules)
    string(REPLACE "|" ";" entry "${entry}")
    list(POP_FRONT entry module)
    find_package(Qt6${module} 6.4 QUIET)
    ferryman_require(Qt6${module} "${entry}")
endforeach()

find_package(hiredis 0.14 QUIET MODULE)
ferryman_require(hiredis "parsing of RESP replies (Debian: libhiredis-dev)")

find_package(tl-expected QUIET CONFIG)
ferryman_require(tl-expected "Result<T>, until std::expected is everywhere (Debian: libexpected-dev)")

find_package(Qt6Keychain QUIET CONFIG)
ferryman_require(Qt6Keychain "passwords in the desktop's keyring (Debian: qtkeychain-qt6-dev)")

feature_summary(
    WHAT REQUIRED_PACKAGES_NOT_FOUND
    DESCRIPTION "Ferryman cannot be built without these (packaging/install-dependencies.sh installs them):"
    FATAL_ON_MISSING_REQUIRED_PACKAGES QUIET_ON_EMPTY)
