# SPDX-License-Identifier: GPL-3.0-or-later
# Defines hiredis::hiredis. A module of our own, because hiredis ships a CMake package only since 1.0
# and its floor here is 0.14.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
    pkg_check_modules(PC_HIREDIS QUIET hiredis)
endif()

find_path(hiredis_INCLUDE_DIR hiredis/read.h HINTS ${PC_HIREDIS_INCLUDEDIR})
find_library(hiredis_LIBRARY hiredis HINTS ${PC_HIREDIS_LIBDIR})
mark_as_advanced(hiredis_INCLUDE_DIR hiredis_LIBRARY)

if(hiredis_INCLUDE_DIR)
    foreach(part IN ITEMS MAJOR MINOR PATCH)
        file(STRINGS "${hiredis_INCLUDE_DIR}/hiredis/hiredis.h" line
             REGEX "#define HIREDIS_${part} +[0-9]+" LIMIT_COUNT 1)
        string(REGEX REPLACE ".*HIREDIS_${part} +([0-9]+).*" "\\1" hiredis_${part} "${line}")
    endforeach()
    set(hiredis_VERSION "${hiredis_MAJOR}.${hiredis_MINOR}.${hiredis_PATCH}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
    hiredis
    REQUIRED_VARS hiredis_LIBRARY hiredis_INCLUDE_DIR
    VERSION_VAR hiredis_VERSION)

if(hiredis_FOUND AND NOT TARGET hiredis::hiredis)
    add_library(hiredis::hiredis UNKNOWN IMPORTED)
    set_target_properties(
        hiredis::hiredis
        PROPERTIES IMPORTED_LOCATION "${hiredis_LIBRARY}"
                   INTERFACE_INCLUDE_DIRECTORIES "${hiredis_INCLUDE_DIR}")
endif()
