# Rows for ruby.json, as Ruby itself writes them.
require 'json'
require 'set'
require 'zlib'
Point = Struct.new(:x, :y)
class Account; def initialize; @id = 42; @name = 'ann'; end; end
class Dumped; def _dump(_) = 'bytes'; def self._load(_) = new; end
class Marshalled; def marshal_dump = [1, 2]; def marshal_load(_); end; end
class Indifferent < Hash; end
class Name < String; end
module ActiveSupport; module Cache; class Entry
  def initialize(value, compressed) = (@value, @version, @created_at, @expires_in = value, nil, 1.5, 3600.0; @compressed = true if compressed)
end; end; end

@rows = []
def row(name, value, format = 'marshal') = @rows << { name:, format:, bytes: Marshal.dump(value).unpack1('H*') }
def raw(name, bytes, format) = @rows << { name:, format:, bytes: bytes.unpack1('H*') }

{ 'nil' => nil, 'true' => true, 'false' => false, 'zero' => 0, 'small' => -123, 'byte' => 300, 'three' => 70_000, 'fixnum' => 2**30 - 1,
  'lowest fixnum' => -2**30, 'bignum' => 2**63, 'negative bignum' => -2**62, 'huge' => 10**40, 'float' => 1.5, 'infinity' => Float::INFINITY,
  'text' => 'héllo', 'binary' => "\xFF\x00".b, 'latin' => "h\xE9".dup.force_encoding('ISO-8859-1'), 'symbol' => :sym, 'encoded symbol' => :"é",
  'array' => [1, 'two', [3], nil], 'hash' => { 'a' => 1, b: 2, 3 => 'three' }, 'hash with default' => Hash.new(5).merge('a' => 1),
  'object' => Account.new, 'struct' => Point.new(1, 'y'), 'class' => String, 'regexp' => /a+/i, 'range' => (1..3), 'set' => Set[1, 2],
  'dumped' => [Dumped.new, 'after'], 'marshalled' => [Marshalled.new, 'after'], 'time' => [Time.at(0), 'after'],
  'subclass of Hash' => Indifferent.new.merge!('user_id' => 42), 'subclass of String' => Name.new('ann'), 'rational' => [1r, 'after'],
}.each { |name, value| row(name, value) }

s = 'shared'; f = 2.5; a = [s]
row('links', [s, s, f, f, a, a, :k, :k, 'end'])
d = Dumped.new; t = Time.at(0); m = Marshalled.new
row('links after own formats', [d, t, m, s, d, s, t, m, s])
c = ['u1']; c << c; row('cycle', c)
o = Account.new; o.instance_variable_set(:@self, o); row('cycle of an object', o)
devise = { 'session_id' => 'x', 'warden.user.user.key' => [[42], '$2a$11$abcdefghijklmnopqrstuu'], '_csrf_token' => 'y', 'flash' => { 'discard' => [], 'flashes' => { 'notice' => 'hi' } } }
row('Rails with Devise', devise)
row('Rails cache to 6.1', ActiveSupport::Cache::Entry.new(devise, false), 'rails-cache')
row('Rails cache to 6.1, compressed', ActiveSupport::Cache::Entry.new(Zlib::Deflate.deflate(Marshal.dump(devise)), true), 'rails-cache')
packed = Marshal.dump([devise, 1.5])
raw('Rails cache 7.0', "\x00".b + packed, 'rails-cache')
raw('Rails cache 7.0, compressed', "\x01".b + Zlib::Deflate.deflate(packed), 'rails-cache')
dumped = Marshal.dump(devise)
raw('Rails cache 7.1', "\x00\x11".b + [1, 1.5, -1].pack('CEl<') + dumped, 'rails-cache')
raw('Rails cache 7.1, compressed, with a version', "\x00\x11".b + [0x81, 1.5, 2].pack('CEl<') + 'v1' + Zlib::Deflate.deflate(dumped), 'rails-cache')
raw('Rails cache 7.1, text', "\x00\x11".b + [2, -1.0, -1].pack('CEl<') + 'text', 'rails-cache')
puts JSON.generate(source: "Ruby #{RUBY_VERSION}; the frames of Rails's cache by hand after coder.rb and serializer_with_fallback.rb", rows: @rows)
