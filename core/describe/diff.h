// What differs between two described values of one type, path by path.
#pragma once
#include "core/describe/fields.h"

#include <string>
#include <vector>

namespace fl {

struct Difference {
  std::string path;  ///< "partitions[2].high_watermark"
  std::string left;  ///< printed; "(absent)" where only the right side has it
  std::string right;

  friend bool operator==(const Difference&, const Difference&) = default;
};

/// At most `max` differences, in the order of the fields.
std::vector<Difference> diff(const Type& type, const void* left, const void* right,
                             std::size_t max = 100);

template <class T>
std::vector<Difference> diff(const T& left, const T& right, std::size_t max = 100) {
  return diff(type_of<T>, &left, &right, max);
}

}  // namespace fl
