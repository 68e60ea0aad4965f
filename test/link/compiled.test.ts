import { describe, expect, it } from 'vitest';
import { ran } from './programs.ts';

const HELPERS = `
function _typeof(o) { "@babel/helpers - typeof"; return _typeof = "function" == typeof Symbol && "symbol" == typeof Symbol.iterator ? function (o) { return typeof o; } : function (o) { return o && "function" == typeof Symbol && o.constructor === Symbol && o !== Symbol.prototype ? "symbol" : typeof o; }, _typeof(o); }
function _classCallCheck(a, n) { if (!(a instanceof n)) throw new TypeError("Cannot call a class as a function"); }
function _defineProperties(e, r) { for (var t = 0; t < r.length; t++) { var o = r[t]; o.enumerable = o.enumerable || !1, o.configurable = !0, "value" in o && (o.writable = !0), Object.defineProperty(e, _toPropertyKey(o.key), o); } }
function _createClass(e, r, t) { return r && _defineProperties(e.prototype, r), t && _defineProperties(e, t), Object.defineProperty(e, "prototype", { writable: !1 }), e; }
function _callSuper(t, o, e) { return o = _getPrototypeOf(o), _possibleConstructorReturn(t, _isNativeReflectConstruct() ? Reflect.construct(o, e || [], _getPrototypeOf(t).constructor) : o.apply(t, e)); }
function _possibleConstructorReturn(t, e) { if (e && ("object" == _typeof(e) || "function" == typeof e)) return e; if (void 0 !== e) throw new TypeError("Derived constructors may only return object or undefined"); return _assertThisInitialized(t); }
function _assertThisInitialized(e) { if (void 0 === e) throw new ReferenceError("this hasn't been initialised - super() hasn't been called"); return e; }
function _isNativeReflectConstruct() { try { var t = !Boolean.prototype.valueOf.call(Reflect.construct(Boolean, [], function () {})); } catch (t) {} return (_isNativeReflectConstruct = function _isNativeReflectConstruct() { return !!t; })(); }
function _getPrototypeOf(t) { return _getPrototypeOf = Object.setPrototypeOf ? Object.getPrototypeOf.bind() : function (t) { return t.__proto__ || Object.getPrototypeOf(t); }, _getPrototypeOf(t); }
function _inherits(t, e) { if ("function" != typeof e && null !== e) throw new TypeError("Super expression must either be null or a function"); t.prototype = Object.create(e && e.prototype, { constructor: { value: t, writable: !0, configurable: !0 } }), e && _setPrototypeOf(t, e); }
function _setPrototypeOf(t, e) { return _setPrototypeOf = Object.setPrototypeOf ? Object.setPrototypeOf.bind() : function (t, e) { return t.__proto__ = e, t; }, _setPrototypeOf(t, e); }
function _toPropertyKey(t) { var i = _toPrimitive(t, "string"); return "symbol" == _typeof(i) ? i : i + ""; }
function _toPrimitive(t, r) { if ("object" != _typeof(t) || !t) return t; var e = t[Symbol.toPrimitive]; if (void 0 !== e) { var i = e.call(t, r || "default"); if ("object" != _typeof(i)) return i; throw new TypeError("@@toPrimitive must return a primitive value."); } return ("string" === r ? String : Number)(t); }
function _defineProperty(e, r, t) { return (r = _toPropertyKey(r)) in e ? Object.defineProperty(e, r, { value: t, enumerable: !0, configurable: !0, writable: !0 }) : e[r] = t, e; }
function ownKeys(e, r) { var t = Object.keys(e); if (Object.getOwnPropertySymbols) { var o = Object.getOwnPropertySymbols(e); r && (o = o.filter(function (r) { return Object.getOwnPropertyDescriptor(e, r).enumerable; })), t.push.apply(t, o); } return t; }
function _objectSpread(e) { for (var r = 1; r < arguments.length; r++) { var t = null != arguments[r] ? arguments[r] : {}; r % 2 ? ownKeys(Object(t), !0).forEach(function (r) { _defineProperty(e, r, t[r]); }) : Object.getOwnPropertyDescriptors ? Object.defineProperties(e, Object.getOwnPropertyDescriptors(t)) : ownKeys(Object(t)).forEach(function (r) { Object.defineProperty(e, r, Object.getOwnPropertyDescriptor(t, r)); }); } return e; }
function _createForOfIteratorHelper(r, e) { var t = "undefined" != typeof Symbol && r[Symbol.iterator] || r["@@iterator"]; if (!t) { throw new TypeError("Invalid attempt to iterate non-iterable instance."); } var o, a = !0, u = !1; return { s: function s() { t = t.call(r); }, n: function n() { var r = t.next(); return a = r.done, r; }, e: function e(r) { u = !0, o = r; }, f: function f() { try { a || null == t["return"] || t["return"](); } finally { if (u) throw o; } } }; }
var express = require('express'); var session = require('express-session'); var app = express();
`;

describe('what Babel makes of classes and spreads', () => {
  it('follows a class and the one above it', () => {
    const found = ran({ 'app.js': `${HELPERS}
      var Base = function () { function Base(app) { _classCallCheck(this, Base); this.app = app; } return _createClass(Base, [{ key: "add", value: function add(one) { this.app.use(one); } }]); }();
      var Server = function (_Base) { function Server(app) { var _this; _classCallCheck(this, Server); _this = _callSuper(this, Server, [app]); _this.add(session({ secret: 'x' })); return _this; } _inherits(Server, _Base); return _createClass(Server, [{ key: "routes", value: function routes() { this.add(function routes() {}); } }]); }(Base);
      new Server(app).routes();` });
    expect(found.stack).toEqual(['session', 'routes']);
    expect(found.unfollowed).toEqual([]);
  });

  it('spreads options and sets computed ones', () => {
    const found = ran({ 'app.js': `${HELPERS} var shared = { resave: false }; app.use(session(_objectSpread(_objectSpread({}, shared), {}, _defineProperty({ rolling: true }, 'secret', 'x'))));` });
    expect([found.option('resave'), found.option('rolling'), found.option('secret')]).toEqual(['false', 'true', "'x'"]);
  });

  it('goes over a list', () => {
    const found = ran({ 'app.js': `${HELPERS} var _iterator = _createForOfIteratorHelper([function a() {}, function b() {}]), _step; try { for (_iterator.s(); !(_step = _iterator.n()).done;) { var one = _step.value; app.use(one); } } catch (err) { _iterator.e(err); } finally { _iterator.f(); } app.use(function last() {})` });
    expect(found.stack).toEqual(['a', 'b', 'last']);
  });

  it('takes a generator that became a machine for what it is: not followed', () => {
    const found = ran({ 'app.js': `${HELPERS} function _regeneratorRuntime() { throw new Error('stands for the machine') } function _asyncToGenerator(n) { return function () { return n.apply(this, arguments) } }
      app.get('/', _asyncToGenerator(_regeneratorRuntime().mark(function _callee(req, res) { return _regeneratorRuntime().wrap(function _callee$(_context) { while (1) switch (_context.prev = _context.next) { case 0: req.session.user = 1; return _context.stop(); } }, _callee); })))` });
    expect(found.stack).toEqual(["get '/': _callee"]);
    expect(found.hidden).toEqual(['a generator']);
  });
});
