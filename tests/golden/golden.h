// The answers of Apache Kafka that tests compare with. They are read from $FAULTLINE_GOLDEN/<path>
// if that variable is set, else from the archives <first folder>.tar.gz beside this file, so that
// the tree stands alone. How an archive is made again: README.md of this folder.
//
// What is not there throws std::runtime_error: a test that finds no answers fails, it never skips.
#pragma once
#include "core/base/bytes.h"

#include <string>
#include <string_view>
#include <vector>

namespace fl::golden {

/// The file `path`, e.g. "wire/index.json", as it lies there.
std::string read_text(std::string_view path);

/// The same as bytes.
ByteVector bytes(std::string_view path);

/// The lines of a file without their ends; empty lines are left out.
std::vector<std::string> lines(std::string_view path);

/// Names (not paths) of the files and folders directly in the folder `path`, sorted by bytes.
std::vector<std::string> list(std::string_view path);

/// Paths, relative to the folder `path`, of all files at any depth below it, sorted by bytes.
std::vector<std::string> files(std::string_view path);

/// Whether there is such a file; false for a folder.
bool exists(std::string_view path);

}  // namespace fl::golden
