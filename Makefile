# The commands of the project. `make help` lists them.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK_FLAGS := --quiet --allow-unsafe --extra=dev --generate-hashes --strip-extras \
	--no-emit-find-links --no-emit-index-url --no-emit-trusted-host

export PORT
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help run test lint format lock bench install clean

help: ## this list
	@echo '用法：make <目标>'
	@echo '  run     准备环境并启动系统（PORT=8000；DEMO=0 启动空的正式名录）'
	@echo '  test    格式、迁移检查和全部测试（ARGS="tests/ops" 只跑一部分）'
	@echo '  lint    只检查格式与写法'
	@echo '  format  按规范改写格式'
	@echo '  bench   性能测量（ARGS="--full"、ARGS="--only applications" 等）'
	@echo '  lock    重新锁定依赖版本'
	@echo '  clean   删除 .venv 与本机数据（会先询问）'

install: $(STAMP) ## libraries as locked; nothing to do while the lock is unchanged

# A half-made environment (killed, or made by another Python) is made again.
$(STAMP): requirements.lock
	@echo '〔准备〕创建 Python 环境并安装依赖，首次约需半分钟至几分钟 …'
	@test -n "$(PYTHON)" || { echo '找不到 python3.11 或 python3。'; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo '需要 Python 3.11，当前是：'; "$(PYTHON)" --version; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 \
		|| "$(PYTHON)" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	@touch $@

run: $(STAMP) ## the system in the foreground
	@exec $(BIN)/python manage.py start

lint: $(STAMP)
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .

format: $(STAMP)
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

test: lint
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -n "$(WORKERS)" --dist loadfile --no-loadscope-reorder $(ARGS)
	@for browser in "$$CHROMIUM" chromium chromium-browser google-chrome; do \
		command -v "$$browser" >/dev/null && exit 0; done; \
		echo; echo '!!!! 没有找到 Chromium：浏览器测试没有执行 !!!!'; \
		echo '!!!! 请先 apt-get install chromium fonts-noto-cjk，再运行 make test !!!!'

bench: $(STAMP)
	@$(BIN)/python -W ignore::RuntimeWarning -m tests.benchmarks.run $(ARGS)

lock: $(STAMP) ## newest allowed versions of everything
	$(BIN)/python -m piptools compile --upgrade $(LOCK_FLAGS) \
		--output-file=requirements.lock pyproject.toml

clean:
	@printf '将删除 .venv 和 .local（含本机数据库与演示数据），确定吗？输入 yes：'
	@read answer && [ "$$answer" = yes ]
	@test ! -x $(BIN)/python || $(BIN)/python manage.py localdb stop || true
	rm -rf $(VENV) .local staticfiles
