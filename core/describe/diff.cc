#include "core/describe/diff.h"

#include "core/describe/digest_value.h"
#include "core/describe/print.h"

#include <algorithm>

namespace fl {

namespace {

constexpr std::string_view kAbsent = "(absent)";

std::uint64_t digest_value(const Type& type, const void* value) {
  Digest digest;
  absorb_described(digest, type, value);
  return digest.value();
}

class Differ {
 public:
  explicit Differ(std::size_t max) : max_(max) {}

  void compare(const Type& type, const void* left, const void* right, const std::string& path) {
    if (found_.size() >= max_ || digest_value(type, left) == digest_value(type, right)) return;
    const bool is_null =
        type.nullable && (type.inner(left) == nullptr || type.inner(right) == nullptr);
    if (is_null) return note(path, print_value(type, left, 0), print_value(type, right, 0));
    const void* l = type.nullable ? type.inner(left) : left;
    const void* r = type.nullable ? type.inner(right) : right;
    if (type.kind == Kind::structure) return structure(type, l, r, path);
    if (type.kind == Kind::array) return array(type, l, r, path);
    note(path, print_value(type, left, 0), print_value(type, right, 0));
  }

  std::vector<Difference> take() { return std::move(found_); }

 private:
  void note(const std::string& path, std::string left, std::string right) {
    if (found_.size() < max_) found_.push_back({path, std::move(left), std::move(right)});
  }

  void structure(const Type& type, const void* left, const void* right, const std::string& path) {
    for (const Field& field : type.fields()) {
      const std::string below =
          path.empty() ? std::string(field.name) : path + "." + std::string(field.name);
      compare(*field.type, field.of(left), field.of(right), below);
    }
  }

  void array(const Type& type, const void* left, const void* right, const std::string& path) {
    const std::size_t left_size = type.size(left);
    const std::size_t right_size = type.size(right);
    for (std::size_t i = 0; i < std::max(left_size, right_size); ++i) {
      const std::string below = path + "[" + std::to_string(i) + "]";
      if (i >= left_size) {
        note(below, std::string(kAbsent), print_value(*type.element, type.at(right, i), 0));
      } else if (i >= right_size) {
        note(below, print_value(*type.element, type.at(left, i), 0), std::string(kAbsent));
      } else {
        compare(*type.element, type.at(left, i), type.at(right, i), below);
      }
    }
  }

  std::size_t max_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> diff(const Type& type, const void* left, const void* right,
                             std::size_t max) {
  Differ differ(max);
  differ.compare(type, left, right, "");
  return differ.take();
}

}  // namespace fl
