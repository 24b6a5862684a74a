# Everything the project does for people starts here; `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test check fix faults bench lock

# .venv/.ready names the folder the environment was made in; a checkout that was moved makes it anew.
ifneq ($(file <.venv/.ready),$(CURDIR))
.PHONY: .venv/.ready
endif

help: ## 显示本说明
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.ready ## 只做安装准备：系统软件包、.venv、字体
	@. .setup/steps.sh && step '准备字体' .venv/bin/python -m public_notices.font_preparation

demo: setup ## 从零准备，用示例批次跑完主流程，然后在本机展示结果（PORT=8123 换端口）
	@.venv/bin/resettlement demo

test: setup .venv/.ready-tests ## 从零准备，运行全部测试
	@.venv/bin/python -m pytest -n $$(( $$(nproc) + 1 )) --dist loadfile --no-loadscope-reorder

check: .venv/.ready ## 代码规范、类型、模块边界检查（不改动任何文件）
	@failed=0; \
	.venv/bin/ruff check || failed=1; \
	.venv/bin/ruff format --check || failed=1; \
	.venv/bin/mypy || failed=1; \
	.venv/bin/lint-imports || failed=1; \
	exit $$failed

fix: .venv/.ready ## 自动修正代码规范与格式
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

faults: setup .venv/.ready-tests ## 长时间的故障与排列测试
	@HYPOTHESIS_PROFILE=faults .venv/bin/python -m pytest -n $$(( $$(nproc) + 1 )) --dist loadfile --no-loadscope-reorder -m faults

bench: setup .venv/.ready-tests ## 与同类程序比较速度，列表显示比值
	@.venv/bin/python -P -m tests.bench

lock: .venv/.ready ## 由 pyproject.toml 重新生成 requirements*.lock（升级依赖后运行）
	@.setup/lock

.venv/.ready: requirements-uv.lock requirements-dev.lock pyproject.toml $(wildcard .setup/*)
	@.setup/system-packages
	@.setup/environment
	@printf '%s' '$(CURDIR)' > $@

.venv/.ready-tests: .venv/.ready
	@.setup/system-packages tests
	@touch $@
