// Task: a callable that may own what cannot be copied, such as a Responder.
#pragma once

#include <memory>
#include <utility>

namespace bourse::http {

class Task {
public:
    template <class Callable>
    Task(Callable callable) : call_(std::make_unique<Call<Callable>>(std::move(callable))) {}

    void operator()() { call_->Run(); }

private:
    struct Base {
        virtual ~Base() = default;
        virtual void Run() = 0;
    };
    template <class Callable>
    struct Call final : Base {
        explicit Call(Callable c) : callable(std::move(c)) {}
        void Run() override { callable(); }
        Callable callable;
    };

    std::unique_ptr<Base> call_;
};

}  // namespace bourse::http
