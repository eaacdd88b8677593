// A place for any node: copyable, type-erased, so that the world's header knows no node type. The
// host is the only one in the simulator that catches AssertionFailed: a broken invariant of a node
// becomes a text, with which the run ends.
#pragma once
#include "core/node/context.h"

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fl::sim {

class Host {
 public:
  template <Node N>
  static Host of(N node) {
    return Host(std::make_unique<Held<N>>(std::move(node)));
  }

  Host(const Host& other) : held_(other.held_->clone()) {}

  Host(Host&&) noexcept = default;

  Host& operator=(const Host& other) {
    if (this != &other) held_ = other.held_->clone();
    return *this;
  }

  Host& operator=(Host&&) noexcept = default;
  ~Host() = default;

  /// Steps the node. Returns the broken invariant, if one broke: the node must not be stepped
  /// again.
  std::optional<std::string> step(Context& context, const Input& input);

  /// Runs a job of the node. Returns its result, or the broken invariant.
  static std::expected<Slice, std::string> run(const Job& job);

  /// The node, if it is an N; else nullptr. For views and checks.
  template <class N>
  const N* as() const {
    const auto* held = dynamic_cast<const Held<N>*>(held_.get());
    return held != nullptr ? &held->node : nullptr;
  }

 private:
  struct Base {
    Base() = default;
    Base(const Base&) = default;
    Base& operator=(const Base&) = delete;
    virtual ~Base() = default;
    virtual std::unique_ptr<Base> clone() const = 0;
    virtual void step(Context& context, const Input& input) = 0;
  };

  template <class N>
  struct Held final : Base {
    explicit Held(N n) : node(std::move(n)) {}

    std::unique_ptr<Base> clone() const override { return std::make_unique<Held>(*this); }

    void step(Context& context, const Input& input) override { node.step(context, input); }

    N node;
  };

  explicit Host(std::unique_ptr<Base> held) : held_(std::move(held)) {}

  std::unique_ptr<Base> held_;
};

}  // namespace fl::sim
