// Holds any node for the driver without a template in the driver: one virtual call per step.
#pragma once
#include "core/node/context.h"
#include "core/node/input.h"

#include <memory>
#include <utility>

namespace fl::net {

class NodeHost {
 public:
  NodeHost() = default;
  NodeHost(const NodeHost&) = delete;
  NodeHost& operator=(const NodeHost&) = delete;
  virtual ~NodeHost() = default;

  virtual void step(Context& context, const Input& input) = 0;

  /// The host of a node.
  template <Node N>
  static std::unique_ptr<NodeHost> of(N node);
};

/// The host that owns its node; `node()` is for tests and views, between steps.
template <Node N>
class HostOf final : public NodeHost {
 public:
  explicit HostOf(N node) : node_(std::move(node)) {}

  void step(Context& context, const Input& input) override { node_.step(context, input); }

  const N& node() const { return node_; }

 private:
  N node_;
};

template <Node N>
std::unique_ptr<NodeHost> NodeHost::of(N node) {
  return std::make_unique<HostOf<N>>(std::move(node));
}

}  // namespace fl::net
