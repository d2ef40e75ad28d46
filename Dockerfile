# The local page in a container. Published to this machine alone:
#
#   docker build --tag creditarium .
#   docker run --rm --publish 127.0.0.1:8765:8765 --env TOKEN=a-secret-of-sixteen-or-more creditarium
#
# and open http://127.0.0.1:8765/ followed by the token. Any other command: docker run --rm creditarium creditarium list
FROM python:3.11-slim

RUN useradd --create-home --home-dir /srv/society society
WORKDIR /srv/source
COPY requirements/core.txt requirements/page.txt requirements/
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --requirement requirements/page.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && rm -rf /srv/source

# What it writes belongs to an ordinary user, the compiled kernel too.
ENV NUMBA_CACHE_DIR=/srv/society/.cache/numba MPLCONFIGDIR=/srv/society/.cache/matplotlib
USER society
WORKDIR /srv/society
RUN creditarium run rongcheng --people 64 --days 7 --out first && rm -r first

EXPOSE 8765
CMD ["sh", "-c", "exec creditarium serve --host 0.0.0.0 --port 8765 --no-browser --token \"${TOKEN:?give one: --env TOKEN=a-secret-of-sixteen-or-more}\""]
