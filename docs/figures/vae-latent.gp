# Draws vae-latent.svg and vae-latent.png from vae-latent.csv; run in this folder: gnuplot vae-latent.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1840,880 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1840,880 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'vae-latent.svg'; outputs[2] = 'vae-latent.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,4 rowsfirst title 'Pictures of a pendulum in a latent plane' font ',15'
  set title 'latent plane' font ',13'
  set xlabel 'z₁'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'z₂'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'vae-latent.csv' skip 1 using 1:2 with points pt 7 ps 0.8 lc rgb '#0072B2' title '-2.7 rad', \
    'vae-latent.csv' skip 1 using 3:4 with points pt 7 ps 0.8 lc rgb '#D55E00' title '-1.8 rad', \
    'vae-latent.csv' skip 1 using 5:6 with points pt 7 ps 0.8 lc rgb '#009E73' title '-0.9 rad', \
    'vae-latent.csv' skip 1 using 7:8 with points pt 7 ps 0.8 lc rgb '#E69F00' title '+0.0 rad', \
    'vae-latent.csv' skip 1 using 9:10 with points pt 7 ps 0.8 lc rgb '#CC79A7' title '+0.9 rad', \
    'vae-latent.csv' skip 1 using 11:12 with points pt 7 ps 0.8 lc rgb '#56B4E9' title '+1.8 rad', \
    'vae-latent.csv' skip 1 using 13:14 with points pt 7 ps 0.8 lc rgb '#000000' title '+2.7 rad'
  set title 'new pictures' font ',13'
  set xlabel 'gradient steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'evidence bound [nats]'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'vae-latent.csv' skip 1 using 15:17:18 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'vae-latent.csv' skip 1 using 15:16 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'autoencoder'
  set title 'seen 1' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:1.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'vae-latent.csv' skip 1 using ($19+0*$21):($20):($19-0.53):($19+0.5):($20-0.53):($20+0.5):($21) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'reconstructed 1' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:1.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'vae-latent.csv' skip 1 using ($22+0*$24):($23):($22-0.53):($22+0.5):($23-0.53):($23+0.5):($24) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'seen 2' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:1.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'vae-latent.csv' skip 1 using ($25+0*$27):($26):($25-0.53):($25+0.5):($26-0.53):($26+0.5):($27) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'reconstructed 2' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:1.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'vae-latent.csv' skip 1 using ($28+0*$30):($29):($28-0.53):($28+0.5):($29-0.53):($29+0.5):($30) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'seen 3' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:1.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'vae-latent.csv' skip 1 using ($31+0*$33):($32):($31-0.53):($31+0.5):($32-0.53):($32+0.5):($33) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'reconstructed 3' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:1.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'vae-latent.csv' skip 1 using ($34+0*$36):($35):($34-0.53):($34+0.5):($35-0.53):($35+0.5):($36) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  unset multiplot
  unset output
}
