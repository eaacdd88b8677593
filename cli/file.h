// Whole small files, with one-line errors for the user.
#pragma once
#include "core/base/bytes.h"

#include <expected>
#include <string>

namespace fl::cli {

/// The file's bytes. On error: "PATH: what the system says".
std::expected<ByteVector, std::string> read_file(const std::string& path);
std::expected<std::string, std::string> read_text_file(const std::string& path);
std::expected<void, std::string> write_file(const std::string& path, ByteSpan bytes);
/// Whole and durable, or as it was before.
std::expected<void, std::string> replace_file(const std::string& path, ByteSpan bytes);

}  // namespace fl::cli
