// A gzip'ed tar archive (ustar with GNU long names, as `tar --format=gnu` writes) held in memory.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace fl::golden {

/// Path → content. A folder's path ends with a slash and its content is empty.
using Archive = std::map<std::string, std::string, std::less<>>;

/// All files and folders of the archive; throws std::runtime_error if it is ill-formed.
Archive unpack(std::string_view packed);

}  // namespace fl::golden
